/** The explorer: search, read, and walk the graph. */
import { showPage } from "../shared/page";
import { Explorer } from "./Explorer";

showPage(<Explorer />);
