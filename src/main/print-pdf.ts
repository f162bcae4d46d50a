import { writeFile } from 'node:fs/promises'
import { app, BrowserWindow, type PrintToPDFOptions } from 'electron'
import type { PrintedBy, PrintOrder } from './core-protocol.ts'

/** Countries that print on Letter. */
const LETTER = ['US', 'CA', 'MX']

/**
 * Prints a report that the core has written. It is shown to nobody, in a sandboxed window that runs no script, has no
 * bridge and, like every window, goes nowhere and may ask for nothing (security.ts).
 */
export async function printPdf({ html, pdf }: PrintOrder): Promise<PrintedBy> {
  const options: PrintToPDFOptions = {
    pageSize: LETTER.includes(app.getLocaleCountryCode()) ? 'Letter' : 'A4',
    printBackground: true,
    generateTaggedPDF: true,
    generateDocumentOutline: true,
  }
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      spellcheck: false,
    },
  })
  try {
    await window.loadFile(html)
    await writeFile(pdf, await window.webContents.printToPDF(options))
  } finally {
    window.destroy()
  }
  const version = process.versions.electron ?? ''
  return { program: 'Electron', version, arguments: ['printToPDF', JSON.stringify(options)] }
}
