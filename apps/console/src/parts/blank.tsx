import type { ReactNode } from "react";

const pictures = {
  box: <path d="M10 26 36 14l26 12v24L36 62 10 50Zm0 0 26 12 26-12M36 38v24M23 20l26 12" />,
  check: <path d="M36 10a26 26 0 1 0 .1 0ZM24 37l9 9 16-18" />,
  lock: <path d="M18 32h36v28H18ZM25 32v-8a11 11 0 0 1 22 0v8M36 42v8" />,
  search: <path d="M32 12a20 20 0 1 0 .1 0ZM47 47l15 15M25 32h14" />,
  flow: <path d="M8 36h16M48 36h16M24 24h24v24H24ZM56 28l8 8-8 8M31 36h10" />,
} as const;

export interface BlankProps {
  readonly picture: keyof typeof pictures;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing to show, and what that means. */
export function Blank({ picture, title, children, action }: BlankProps): ReactNode {
  return (
    <div className="blank">
      <svg
        className="picture"
        viewBox="0 0 72 72"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinejoin="round"
        strokeLinecap="round"
      >
        {pictures[picture]}
      </svg>
      <h2>{title}</h2>
      {children}
      {action}
    </div>
  );
}
