import { realpathSync, statfsSync } from 'node:fs'

/**
 * WAL needs memory shared between processes and locks that work; network and host-guest file systems have neither.
 * Numbers: statfs(2) and linux/magic.h. FUSE is not here: it is also how local NTFS and exFAT drives are mounted.
 */
const LINUX_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
  [0x01021997, '9P'],
  [0x786f4256, 'VirtualBox shared folder'],
  [0xbacbacbc, 'VMware shared folder'],
])

interface Place {
  readonly platform: NodeJS.Platform
  /** Absolute, links and mapped drives resolved. */
  readonly path: string
  readonly statfsType: number
}

/** The name of the network file system a folder lies on, or undefined for a local one. */
export function networkFileSystemOf({ platform, path, statfsType }: Place): string | undefined {
  if (platform === 'linux') return LINUX_TYPES.get(statfsType >>> 0)
  if (platform === 'win32' && isUncPath(path)) return 'network share'
  // macOS numbers its file systems as they are loaded, so a number tells nothing there.
  return undefined
}

export function networkFileSystemAt(folder: string): string | undefined {
  // The native resolver turns a mapped drive letter into its \\server\share.
  const path = realpathSync.native(folder)
  return networkFileSystemOf({
    platform: process.platform,
    path,
    statfsType: statfsSync(path).type,
  })
}

function isUncPath(path: string): boolean {
  const normal = path.replaceAll('/', '\\')
  if (/^\\\\\?\\UNC\\/i.test(normal)) return true
  return /^\\\\[^\\?.]/.test(normal)
}
