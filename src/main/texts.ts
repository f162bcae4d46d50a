/** The words of the system's own surfaces: menus, notifications, and what is said when the core is gone. */
export interface DesktopTexts {
  readonly file: string
  readonly addFolder: string
  readonly addFiles: string
  readonly settings: string
  readonly close: string
  readonly quit: string
  readonly edit: string
  readonly undo: string
  readonly redo: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly selectAll: string
  readonly view: string
  readonly actualSize: string
  readonly zoomIn: string
  readonly zoomOut: string
  readonly fullScreen: string
  readonly window: string
  readonly minimize: string
  readonly help: string
  readonly helpAndKeys: string
  readonly scanDone: string
  readonly scanDoneText: (failed: number) => string
  readonly coreEnded: string
  readonly coreEndedText: string
  readonly tryAgain: string
}

const EN: DesktopTexts = {
  file: 'File',
  addFolder: 'Add a folder…',
  addFiles: 'Add videos…',
  settings: 'Settings…',
  close: 'Close',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: 'View',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fullScreen: 'Full screen',
  window: 'Window',
  minimize: 'Minimise',
  help: 'Help',
  helpAndKeys: 'Help and keys',
  scanDone: 'Scan finished',
  scanDoneText: (failed) =>
    failed === 0 ? 'All videos are scanned.' : `All videos are scanned but ${failed}.`,
  coreEnded: 'Flagreel cannot scan or store at the moment.',
  coreEndedText:
    'Its inner part has ended several times in a row. What was decided is stored. "flagreel doctor" tells what is wrong on this computer.',
  tryAgain: 'Try again',
}

const DE: DesktopTexts = {
  file: 'Datei',
  addFolder: 'Ordner hinzufügen…',
  addFiles: 'Videos hinzufügen…',
  settings: 'Einstellungen…',
  close: 'Schließen',
  quit: 'Beenden',
  edit: 'Bearbeiten',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  selectAll: 'Alles auswählen',
  view: 'Ansicht',
  actualSize: 'Originalgröße',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  fullScreen: 'Vollbild',
  window: 'Fenster',
  minimize: 'Minimieren',
  help: 'Hilfe',
  helpAndKeys: 'Hilfe und Tasten',
  scanDone: 'Scan beendet',
  scanDoneText: (failed) =>
    failed === 0 ? 'Alle Videos sind gescannt.' : `Alle Videos sind gescannt, außer ${failed}.`,
  coreEnded: 'Flagreel kann gerade weder scannen noch speichern.',
  coreEndedText:
    'Der innere Teil ist mehrmals nacheinander abgebrochen. Was entschieden wurde, ist gespeichert. „flagreel doctor“ sagt, woran es auf diesem Computer liegt.',
  tryAgain: 'Noch einmal versuchen',
}

export function desktopTexts(language: 'en' | 'de'): DesktopTexts {
  return language === 'de' ? DE : EN
}
