/** The dashboard: providers in figures. */
import { DashboardDocument } from "../generated/dashboard";
import { Header } from "../shared/Header";
import { GraphiqlLink } from "../shared/links";
import { showPage } from "../shared/page";
import { useAnswer } from "../shared/useAnswer";

const VARIABLES = {};

function Dashboard() {
  const { data, error } = useAnswer(DashboardDocument, VARIABLES);
  return (
    <>
      <Header current="Dashboard" />
      <main id="main" className="column" tabIndex={-1}>
        <h1>Dashboard</h1>
        {error !== null && (
          <p className="notice" role="alert">
            {error}
          </p>
        )}
        {data && <p>{data.corpus.providers} providers</p>}
        <GraphiqlLink operation={DashboardDocument} variables={VARIABLES} />
      </main>
    </>
  );
}

showPage(<Dashboard />);
