/**
 * Extensions that a walk through a folder takes, lower case: containers that ffmpeg opens and that hold video. Camera
 * and recorder formats are in; pictures, sound and playlists (m3u8, mpd, ffconcat) are not. A file that is named
 * explicitly is taken whatever its extension.
 */
const EXTENSIONS = [
  // MPEG-4 and QuickTime
  'mp4 m4v mov qt 3gp 3g2 f4v mj2 ismv',
  // Matroska and WebM
  'mkv mk3d webm',
  // MPEG-1/2 program and transport streams, DVD, Blu-ray, AVCHD, broadcast and set-top recorders
  'mpg mpeg mpe m1v m2v mpv m2p ps vob evo vro ts m2ts mts m2t tp trp tod mod vdr rec',
  // Microsoft
  'avi divx asf wmv dvr-ms wtv',
  // Flash, Real, Ogg, NUT and other containers
  'flv rm rmvb ogv ogm nut nsv amv ivf',
  // Professional and tape
  'mxf gxf dv dif lrv insv',
  // Bare video streams
  'h264 264 avc h265 265 hevc av1 obu vc1 y4m mjpg mjpeg',
  // CCTV recorders
  'dav 302 ifv pva xmv',
]

export const VIDEO_EXTENSIONS: ReadonlySet<string> = new Set(EXTENSIONS.join(' ').split(' '))

/** By the last extension of a name, in any case; a name that begins with its only dot has none. */
export function hasVideoExtension(name: string): boolean {
  const dot = name.lastIndexOf('.')
  return dot > 0 && VIDEO_EXTENSIONS.has(name.slice(dot + 1).toLowerCase())
}
