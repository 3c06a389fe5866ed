/** The neighbourhood of an article: drawing, legend, list, and the path that was asked for. */
import {
  BridgedPathsDocument,
  KinDocument,
  NeighborhoodDocument,
  PathsDocument,
  type DrawnPathFragment,
  type KinQuery,
} from "../../generated/explorer";
import { navigate } from "../../shared/address";
import { Failure } from "../../shared/Failure";
import { counted, number } from "../../shared/format";
import { GraphiqlLink, LocalLink } from "../../shared/links";
import { useAnswer } from "../../shared/useAnswer";
import { hide, pin, toggleExpanded, toggleOpened, writeState, type ExplorerState } from "../state";
import { Controls } from "./Controls";
import { Drawing } from "./Drawing";
import "./graph.css";
import { GestureHelp } from "./GestureHelp";
import type { Gestures } from "./graphDrawing";
import { KindSwitches } from "./KindSwitches";
import { Legend } from "./Legend";
import { NodeList } from "./NodeList";
import { CLIQUE_PREFIX } from "./nodes";
import { PathForm } from "./PathForm";
import { PathPanel } from "./PathPanel";
import type { Scene } from "./scene";
import { useScene } from "./useScene";

interface NeighborhoodProps {
  state: ExplorerState;
  article: string;
}

/** For so many articles, what is similar to each is drawn: to find it takes long. */
const MOST_COMPARED = 5;

const NO_KIN: KinQuery["articlesByUrl"] = [];
const NO_PATHS: readonly DrawnPathFragment[] = [];

export function Neighborhood({ state, article }: NeighborhoodProps) {
  const { hops, direction, limit } = state;
  const around = [article, ...state.expanded];
  const variables = { around, hops, direction, limit };
  const { data, error, isLoading } = useAnswer(NeighborhoodDocument, variables);
  const showsKin = !state.without.includes("similar") && data?.neighborhood.articles.length !== 0;
  const kin = useAnswer(KinDocument, showsKin ? { urls: around.slice(0, MOST_COMPARED) } : null);
  const path = usePath(state, article);
  const scene = useScene(state, {
    neighborhood: data?.neighborhood ?? null,
    paths: path.found,
    kin: kin.data?.articlesByUrl ?? NO_KIN,
  });
  const isUnknown = scene?.graph.articles.length === 0;
  const isAlone = scene !== null && scene.graph.articles.length <= 1;
  const isBare = isAlone && !kin.isLoading;
  const title = scene?.graph.articles[0]?.title ?? "";
  return (
    <section
      className={isBare ? "neighborhood bare" : "neighborhood"}
      aria-label="Neighbourhood"
      aria-busy={isLoading || kin.isLoading || path.isLoading}
    >
      {!isBare && (
        <div className="neighborhood-head">
          <Controls state={state} property={scene?.grouping.property ?? null} />
          <GraphiqlLink operation={NeighborhoodDocument} variables={variables} />
        </div>
      )}
      {isBare && !isUnknown && (
        <p className="muted">
          There is nothing to draw: no links join this article to others, and none is similar enough.
        </p>
      )}
      <Failure message={error ?? kin.error ?? path.error} />
      {scene && !isUnknown && <PathForm key={article} state={state} title={title} ends={path.ends} />}
      {path.variables && <PathPanel state={state} path={path} />}
      {scene && !isAlone && <Picture state={state} scene={scene} isTruncated={data?.neighborhood.truncated === true} />}
    </section>
  );
}

interface PictureProps {
  state: ExplorerState;
  scene: Scene;
  isTruncated: boolean;
}

function Picture({ state, scene, isTruncated }: PictureProps) {
  const links = scene.graph.outward.reduce((sum, listed) => sum + listed.length, 0);
  const go = (next: ExplorerState) => {
    navigate(writeState(next));
  };
  return (
    <div className="neighborhood-body">
      <div className="picture">
        <KindSwitches state={state} relations={scene.relations} />
        <Drawing
          scene={scene}
          gestures={gesturesOf(state)}
          onClear={() => {
            go({ ...state, selected: null });
          }}
        />
        <Legend grouping={scene.grouping} />
        <GestureHelp />
      </div>
      <div className="beside">
        <p className="muted small" role="status">
          {counted(scene.graph.articles.length, "article")}, {counted(links, "link")}
          {isTruncated && ` – the nearest ${number(state.limit)} of more`}
        </p>
        <Undoing state={state} />
        <NodeList scene={scene} state={state} gestures={gesturesOf(state)} />
      </div>
    </div>
  );
}

/** The ways back from what was done to the drawing. */
function Undoing({ state }: { state: ExplorerState }) {
  const { opened, hidden, pinned } = state;
  if (opened.length + hidden.length + pinned.length === 0) return null;
  return (
    <div className="undoing">
      {opened.length > 0 && (
        <LocalLink className="button quiet" search={writeState({ ...state, opened: [] })}>
          Close {opened.length === 1 ? "the clique" : "all cliques"}
        </LocalLink>
      )}
      {hidden.length > 0 && (
        <LocalLink className="button quiet" search={writeState({ ...state, hidden: [] })}>
          Show {number(hidden.length)} hidden
        </LocalLink>
      )}
      {pinned.length > 0 && (
        <LocalLink className="button quiet" search={writeState({ ...state, pinned: [] })}>
          Release {number(pinned.length)} pinned
        </LocalLink>
      )}
    </div>
  );
}

function gesturesOf(state: ExplorerState): Gestures {
  const go = (next: ExplorerState) => {
    navigate(writeState(next));
  };
  return {
    select: (id) => {
      go({ ...state, selected: id });
    },
    expand: (id) => {
      const isClique = id.startsWith(CLIQUE_PREFIX);
      go(isClique ? toggleOpened(state, id.slice(CLIQUE_PREFIX.length)) : toggleExpanded({ ...state, selected: id }, id));
    },
    pin: (id, place) => {
      go(pin(state, id, place));
    },
    hide: (id) => {
      go(hide(state, id));
    },
  };
}

/** What is known of the path that was asked for; `variables` null: none was. */
export interface FoundPath {
  variables: { from: string; to: string; direction: ExplorerState["direction"] } | null;
  /** The two articles, where the corpus knows them. */
  ends: readonly ({ url: string; title: string } | null)[];
  found: readonly DrawnPathFragment[];
  error: string | null;
  isLoading: boolean;
}

/** Paths of links, or else those over what articles share: the more telling, if there is one. */
function usePath(state: ExplorerState, article: string): FoundPath {
  const { pathTo: to, direction } = state;
  const from = state.pathFrom ?? article;
  const variables = to !== null && to !== from ? { from, to, direction } : null;
  const linked = useAnswer(PathsDocument, variables);
  const isKnown = linked.data?.ends.every((end) => end !== null) === true && !linked.isLoading;
  const isApart = isKnown && linked.data?.paths.length === 0;
  const bridged = useAnswer(BridgedPathsDocument, isApart ? variables : null);
  const over = bridged.data && (bridged.data.near.length > 0 ? bridged.data.near : bridged.data.far);
  return {
    variables,
    ends: linked.data?.ends ?? [],
    found: (isApart ? over : linked.data?.paths) ?? NO_PATHS,
    error: linked.error ?? bridged.error,
    isLoading: linked.isLoading || bridged.isLoading,
  };
}
