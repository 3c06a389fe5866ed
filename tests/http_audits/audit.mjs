// Runs every audit of graphql-http against the server at the address given, one line of JSON each.
// Run from the folder that holds node_modules: node audit.mjs http://127.0.0.1:8000/graphql
import { serverAudits } from "graphql-http";

for (const audit of serverAudits({ url: process.argv[2] })) {
  const { status, reason } = await audit.fn();
  console.log(JSON.stringify({ id: audit.id, name: audit.name, status, reason }));
}
