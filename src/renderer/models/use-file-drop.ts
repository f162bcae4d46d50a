import { useEffect, useRef, useState } from 'react'

/** Takes files that are dropped anywhere on the screen. Returns whether some are held over it. */
export function useFileDrop(take: (files: FileList | undefined) => void): boolean {
  const [isOver, setIsOver] = useState(false)
  const current = useRef(take)
  useEffect(() => {
    current.current = take
  })
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) setIsOver(true)
    }
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setIsOver(false)
    }
    const drop = ({ dataTransfer }: DragEvent) => {
      setIsOver(false)
      current.current(dataTransfer?.files)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return isOver
}
