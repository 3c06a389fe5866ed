import { showPage } from "../shared/page";
import { listen } from "../shared/updates";
import { DashboardPage } from "./DashboardPage";

showPage(<DashboardPage />);
listen();
