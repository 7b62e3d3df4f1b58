import { useEffect, useRef, type ReactNode } from "react";
import { routeTo } from "../router/route.ts";

const productName = "Stripe for Experience Platform";

export interface PageProps {
  readonly title: string;
  /** One or two sentences: what is seen here, and what for. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Pages above this one: `[["Runs", ["runs"]]]`. */
  readonly trail?: readonly (readonly [name: string, path: readonly string[]])[];
  readonly children: ReactNode;
}

let firstPage = true;

/** A page announces itself: the tab's title, and the focus on its heading, so that keyboard and screen reader follow. */
export function Page({ title, lead, actions, trail = [], children }: PageProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${productName}`;
  }, [title]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
    window.scrollTo(0, 0);
  }, []);
  return (
    <div className="page">
      <div>
        {trail.length > 0 && (
          <nav className="trail" aria-label="Breadcrumbs">
            {trail.map(([name, path]) => (
              <span key={name}>
                <a href={routeTo(path)}>{name}</a>
                <span aria-hidden="true"> / </span>
              </span>
            ))}
          </nav>
        )}
        <div className="heading">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {lead !== undefined && <p>{lead}</p>}
          </div>
          {actions !== undefined && <div className="actions">{actions}</div>}
        </div>
      </div>
      {children}
    </div>
  );
}

export interface CardProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One subject of a page, under its own heading. */
export function Card({ title, note, actions, children }: CardProps): ReactNode {
  return (
    <section className="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {note !== undefined && <p>{note}</p>}
        {actions !== undefined && <div className="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
