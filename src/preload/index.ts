import { contextBridge } from 'electron'

// Nothing generic crosses this bridge: each thing the window may know or ask is named here.
contextBridge.exposeInMainWorld('flagreel', { host: 'desktop' } as const)
