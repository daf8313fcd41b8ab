// What the page's address says: which machine, and behind the # the ticket, which browsers keep to themselves.

/**
 * @param {{pathname: string, hash: string}} location
 * @param {string} opens vnc, whose page has the machine at the end of its path, or console, with one more word behind it
 * @returns {{organisation: string, namespace: string, name: string, ticket: string, stream: string, opens: string}}
 */
export function place(location, opens) {
  const path = opens === "console" ? location.pathname.replace(/\/serial$/, "") : location.pathname;
  const parts = path.split("/").map(decodeURIComponent);
  const [organisation, namespace, name] = parts.slice(-3);
  const before = parts.slice(0, -4).join("/"); // a reverse proxy may serve the API below a path
  const prefix = organisation === "default" ? "" : `/t/${encodeURIComponent(organisation)}`;
  return {
    organisation,
    namespace,
    name,
    ticket: new URLSearchParams(location.hash.slice(1)).get("ticket") ?? "",
    stream: `${before}${prefix}/apis/compute.cairn.io/v1/namespaces/${encodeURIComponent(namespace)}`
      + `/virtualmachines/${encodeURIComponent(name)}/${opens}`,
    opens,
  };
}

/** What to do for another look. */
export function again({ organisation, namespace, name, opens }) {
  const other = organisation === "default" ? "" : ` (organisation ${organisation})`;
  const [what, verb] = opens === "vnc" ? ["screen", "vnc"] : ["console", "console --browser"];
  return `A ticket opens the ${what} once. For another one: cairn ${verb} ${name} -n ${namespace}${other}`;
}
