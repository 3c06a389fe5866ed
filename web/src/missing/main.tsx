/** What an address leads to that no page has. */
import { showPage } from "../shared/page";
import { MissingPage } from "./MissingPage";

showPage(<MissingPage />);
