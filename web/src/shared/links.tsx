/** Links: within the page without loading it anew, and to the world outside with care. */
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";
import { navigate } from "./address";
import { ENDPOINT } from "./base";
import { documentOf } from "./client";

interface LocalLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> {
  /** The query of the address, such as `?q=ferry`. */
  search: string;
  children: ReactNode;
}

/** A link to another state of this page. A click with a modifier opens it as links do. */
export function LocalLink({ search, children, ...rest }: LocalLinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    navigate(search);
  };
  return (
    <a {...rest} href={window.location.pathname + search} onClick={follow}>
      {children}
    </a>
  );
}

/** The address if a browser may follow it: absolute and http or https; null for all else. */
export function safeAddress(address: string | null | undefined): string | null {
  if (!address) return null;
  try {
    const { protocol } = new URL(address);
    return protocol === "http:" || protocol === "https:" ? address : null;
  } catch {
    return null;
  }
}

interface OutsideLinkProps {
  address: string;
  className?: string;
  children: ReactNode;
}

/** A link to a page of the corpus's authors: what is no http address is shown, not linked. */
export function OutsideLink({ address, className, children }: OutsideLinkProps) {
  const href = safeAddress(address);
  if (href === null) return <span className={className}>{children}</span>;
  return (
    <a className={className} href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** The address of GraphiQL with an operation and its variables, ready to run. */
export function graphiqlAddress(operation: { toString(): string }, variables: unknown): string {
  // In the fragment, which no server sees: `?query=` would be a request to the API.
  const parameters = new URLSearchParams({
    query: documentOf(operation),
    variables: JSON.stringify(variables, null, 2),
  });
  return `${ENDPOINT}#${parameters.toString()}`;
}

interface GraphiqlLinkProps {
  operation: { toString(): string };
  variables: unknown;
}

/** "Open in GraphiQL": the query behind what is shown. */
export function GraphiqlLink({ operation, variables }: GraphiqlLinkProps) {
  return (
    <a className="button quiet" href={graphiqlAddress(operation, variables)}>
      Open in GraphiQL
    </a>
  );
}
