/** What stands at the head of every page: the way to the others, and room for the page's own. */
import type { ReactNode } from "react";
import { BASE, ENDPOINT } from "./base";
import { OutageNotice } from "./OutageNotice";
import { UpdateNotice } from "./UpdateNotice";

const PAGES = [
  { name: "Explorer", path: BASE },
  { name: "Dashboard", path: `${BASE}dashboard` },
  { name: "GraphiQL", path: ENDPOINT },
] as const;

interface HeaderProps {
  /** The page shown; null: none of them. */
  current: (typeof PAGES)[number]["name"] | null;
  children?: ReactNode;
}

export function Header({ current, children }: HeaderProps) {
  return (
    <>
      <header className="header">
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <a className="brand" href={BASE} aria-label="graphapi, to the start">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M8 22 16 8l8 14" />
            <circle cx="16" cy="8" r="5" className="lead" />
            <circle cx="8" cy="23" r="5" />
            <circle cx="24" cy="23" r="5" />
          </svg>
          <span>graphapi</span>
        </a>
        <nav aria-label="Pages">
          {PAGES.map(({ name, path }) => (
            <a key={name} href={path} aria-current={name === current ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        {children}
      </header>
      <OutageNotice />
      <UpdateNotice />
    </>
  );
}
