/** As Electron prints, by the same Chromium's own printing. */
export function printPage(page, { pageSize, generateTaggedPDF, generateDocumentOutline, ...more }) {
  const options = { format: pageSize, tagged: generateTaggedPDF, outline: generateDocumentOutline }
  return page.pdf({ ...more, ...options })
}

/** What `javascript: false` of a window comes to. */
export async function runNoScript(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setScriptExecutionDisabled', { value: true })
}
