import type { MediaInfo } from '#core/media/probe-report.ts'
import type { AudioStream } from './packets.ts'

/** What players expect in MP4; ffmpeg would put more there than they play, and FFmpeg 5 refuses FLAC. */
const MP4_VIDEO = ['h264', 'hevc', 'av1', 'vp9', 'mpeg4']
const MP4_AUDIO = ['aac', 'mp3', 'ac3', 'eac3', 'opus', 'alac']

/** The container of a copy: MP4 where all codecs are at home there, Matroska for everything else. */
export function copyContainer({ video }: MediaInfo, audio: readonly AudioStream[]): 'mp4' | 'mkv' {
  const fits =
    MP4_VIDEO.includes(video.codec) && audio.every(({ codec }) => MP4_AUDIO.includes(codec))
  return fits ? 'mp4' : 'mkv'
}

/** ffmpeg's name of the format, and how it is written. */
export function muxerArgs(extension: 'mp4' | 'mkv'): string[] {
  // Without dates, random ids and versions, which would make equal clips differ.
  const plain = ['-fflags', '+bitexact']
  if (extension === 'mkv') return [...plain, '-f', 'matroska']
  return [...plain, '-movflags', '+faststart', '-f', 'mp4']
}
