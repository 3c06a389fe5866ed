/** Putting a page into the document. */
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import "./page.css";

export function showPage(page: ReactNode): void {
  const element = document.getElementById("page");
  if (!element) throw new Error("The document has no element with the id page.");
  createRoot(element).render(<StrictMode>{page}</StrictMode>);
}
