export function Stop() {
    return <h1>{gettext("Stop")}</h1>;
}
