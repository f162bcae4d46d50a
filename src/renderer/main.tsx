import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createWebHost } from './client/host-web.ts'
import { startTexts } from './i18n/i18n.ts'
import { Welcome } from './Welcome.tsx'
import './theme.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root element')
await startTexts('en')
// The desktop window has no carrier of calls yet; it says where the app is.
const isServed = location.protocol === 'http:'
createRoot(root).render(
  <StrictMode>{isServed ? <App host={createWebHost()} /> : <Welcome />}</StrictMode>,
)
