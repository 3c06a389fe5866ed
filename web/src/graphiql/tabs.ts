/** The tabs that GraphiQL has kept from an earlier visit. */

/** Whether there are any. False where the browser keeps nothing. */
export function hasTabs(): boolean {
  try {
    return window.localStorage.getItem("graphiql:tabState") !== null;
  } catch {
    return false;
  }
}
