/** The words of the system's own surfaces: menus and notifications. */
export interface DesktopTexts {
  readonly file: string
  readonly addFolder: string
  readonly addFiles: string
  readonly edit: string
  readonly view: string
  readonly window: string
  readonly scanDone: string
  readonly scanDoneText: (failed: number) => string
}

const EN: DesktopTexts = {
  file: 'File',
  addFolder: 'Add a folder…',
  addFiles: 'Add videos…',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  scanDone: 'Scan finished',
  scanDoneText: (failed) =>
    failed === 0 ? 'All videos are scanned.' : `All videos are scanned but ${failed}.`,
}

const DE: DesktopTexts = {
  file: 'Datei',
  addFolder: 'Ordner hinzufügen…',
  addFiles: 'Videos hinzufügen…',
  edit: 'Bearbeiten',
  view: 'Ansicht',
  window: 'Fenster',
  scanDone: 'Scan beendet',
  scanDoneText: (failed) =>
    failed === 0 ? 'Alle Videos sind gescannt.' : `Alle Videos sind gescannt, außer ${failed}.`,
}

export function desktopTexts(language: 'en' | 'de'): DesktopTexts {
  return language === 'de' ? DE : EN
}
