/**
 * The demuxers that ffmpeg may use on a stranger's file: real containers and elementary streams. Everything else is
 * refused, above all what makes ffmpeg open *other* files or addresses: hls, dash, concat, image2, imf, sdp, rtsp,
 * lavfi, ffmetadata, subtitle lists.
 *
 * ffmpeg accepts a demuxer when any one of its names is listed, so 'mov' stands for 'mov,mp4,m4a,3gp,3g2,mj2' and
 * 'matroska' for 'matroska,webm'. A name that this ffmpeg does not have is ignored.
 */
export const CONTAINERS: readonly string[] = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'flv', 'live_flv', 'asf', 'asf_o', 'ogg', 'mxf'],
  ...['nut', 'gxf', 'wtv', 'rm', 'dv', 'nsv', 'pva', 'ty', 'gif', 'ivf', 'yuv4mpegpipe'],
  // Recorders write these: Dahua's own container and bare elementary streams.
  ...[
    'dhav',
    'h264',
    'hevc',
    'vvc',
    'obu',
    'av1',
    'm4v',
    'mpegvideo',
    'mjpeg',
    'h263',
    'vc1',
    'cavsvideo',
  ],
]

/** What a demuxer name outside the list stands for, in words for people. */
export function describeRefusedFormat(demuxer: string): string {
  if (/^(hls|applehttp|dash|concat|imf|sdp|rtsp|rtp|sap|webm_dash_manifest)$/.test(demuxer)) {
    return `is a playlist (ffmpeg calls it "${demuxer}") that names other files or addresses, not a video`
  }
  if (/_pipe$|^image2/.test(demuxer)) return `is a still picture (${demuxer}), not a video`
  return `is not a video container (ffmpeg calls it "${demuxer}")`
}

const PLAYLISTS: readonly (readonly [RegExp, string])[] = [
  [/^#EXTM3U/, 'an HLS playlist'],
  [/^ffconcat version/, 'an ffmpeg concat list'],
  [/^;FFMETADATA/, 'an ffmpeg metadata file'],
  [/^v=0\r?\n/, 'a session description (SDP)'],
  [/^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<MPD[\s>]/s, 'a DASH manifest'],
]

/**
 * Names the playlist that a file's first bytes are, whatever its name says. ffmpeg would refuse most of them by the
 * list above; some versions call them broken videos instead, and people deserve the same answer from all of them.
 */
export function playlistIn(head: Uint8Array): string | undefined {
  const text = new TextDecoder('latin1')
    .decode(head)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  return PLAYLISTS.find(([pattern]) => pattern.test(text))?.[1]
}
