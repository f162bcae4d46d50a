import { LINES } from './filter.ts'

/** A filter that leaves only the edges of a picture, dark on white. Once in the document. */
export function LineDrawing() {
  return (
    <svg aria-hidden="true" className="absolute size-0">
      <filter id={LINES} colorInterpolationFilters="sRGB">
        <feColorMatrix type="saturate" values="0" />
        <feConvolveMatrix order="3" preserveAlpha="true" kernelMatrix="-1 -1 -1 -1 8 -1 -1 -1 -1" />
        <feColorMatrix values="-3 0 0 0 1  0 -3 0 0 1  0 0 -3 0 1  0 0 0 1 0" />
      </filter>
    </svg>
  )
}
