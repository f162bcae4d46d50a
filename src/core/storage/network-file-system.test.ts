import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { networkFileSystemAt, networkFileSystemOf } from './network-file-system.ts'

it.each([
  { statfsType: 0x6969, name: 'NFS' },
  { statfsType: 0xff534d42, name: 'CIFS' },
  // The same number as a 32-bit signed integer, as some systems report it.
  { statfsType: 0xff534d42 - 2 ** 32, name: 'CIFS' },
  { statfsType: 0xfe534d42, name: 'SMB2' },
  { statfsType: 0x01021997, name: '9P' },
  { statfsType: 0xef53, name: undefined },
  { statfsType: 0x58465342, name: undefined },
  { statfsType: 0x9123683e, name: undefined },
  { statfsType: 0x01021994, name: undefined },
])('on Linux, file system $statfsType is $name', ({ statfsType, name }) => {
  expect(networkFileSystemOf({ platform: 'linux', path: '/library', statfsType })).toBe(name)
})

it.each([
  { path: '\\\\server\\share\\library', name: 'network share' },
  { path: '//server/share', name: 'network share' },
  { path: '\\\\?\\UNC\\server\\share', name: 'network share' },
  { path: '\\\\wsl$\\Debian\\home', name: 'network share' },
  { path: 'C:\\Users\\me', name: undefined },
  { path: '\\\\?\\C:\\Users\\me', name: undefined },
])('on Windows, $path is $name', ({ path, name }) => {
  expect(networkFileSystemOf({ platform: 'win32', path, statfsType: 0 })).toBe(name)
})

it('takes the folder for temporary files as local', () => {
  expect(networkFileSystemAt(tmpdir())).toBeUndefined()
})
