export function Visit() {
    return <h1>{gettext("Visit")}</h1>;
}
