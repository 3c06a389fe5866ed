/** GraphiQL, with the example operations of the project. */
import { showPage } from "../shared/page";
import { GraphiqlPage } from "./GraphiqlPage";
import { indented, readHandover } from "./handover";

// The fragment changes without a new document where someone follows a link to another operation.
window.addEventListener("hashchange", () => {
  window.location.reload();
});

// The page marks its own addresses, so that a reload neither runs an operation nor changes it.
const isNew = window.history.state === null;
const handover = readHandover(window.location.hash);

showPage(<GraphiqlPage handover={handover && isNew ? indented(handover) : handover} isNew={isNew} />);
