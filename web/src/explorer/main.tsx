/** The explorer: search, read, and walk the graph. */
import { showPage } from "../shared/page";
import { listen } from "../shared/updates";
import { Explorer } from "./Explorer";

showPage(<Explorer />);
listen();
