import { showPage } from "../shared/page";
import { DashboardPage } from "./DashboardPage";

showPage(<DashboardPage />);
