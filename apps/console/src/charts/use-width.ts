import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The width in pixels of the element that gets the reference; charts draw to it, so that their text keeps its size. */
export function useWidth<Kind extends HTMLElement>(): readonly [RefObject<Kind | null>, number] {
  const element = useRef<Kind>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    observer.observe(watched);
    setWidth(Math.floor(watched.getBoundingClientRect().width));
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
