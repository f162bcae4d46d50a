import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

type Texts = Readonly<Record<string, unknown>>

const FILES = import.meta.glob<Texts>('./*/*.json', { eager: true, import: 'default' })

/** Texts by language and namespace, from `<language>/<namespace>.json`. */
function resources(): Record<string, Record<string, Texts>> {
  const all: Record<string, Record<string, Texts>> = {}
  for (const [path, texts] of Object.entries(FILES)) {
    const [, language = '', namespace = ''] = /^\.\/(\w+)\/([\w-]+)\.json$/.exec(path) ?? []
    all[language] = { ...all[language], [namespace]: texts }
  }
  return all
}

export async function startTexts(language: string): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: resources(),
    lng: language,
    fallbackLng: 'en',
    // React escapes.
    interpolation: { escapeValue: false },
  })
}

export async function changeLanguage(language: string): Promise<void> {
  if (i18next.language === language) return
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
