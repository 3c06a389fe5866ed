/** GraphiQL, with the example operations of the project. */
import { showPage } from "../shared/page";
import { GraphiqlPage } from "./GraphiqlPage";
import { readHandover } from "./handover";

// The fragment changes without a new document where someone follows a link to another operation.
window.addEventListener("hashchange", () => {
  window.location.reload();
});

showPage(<GraphiqlPage handover={readHandover(window.location.hash)} />);
