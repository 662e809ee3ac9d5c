export function Me() {
    return <h1>{gettext("Me")}</h1>;
}
