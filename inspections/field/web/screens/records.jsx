export function Records() {
    return <h1>{gettext("Records")}</h1>;
}
