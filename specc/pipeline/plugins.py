"""The plugins of a project, and what its settings are with their rules. Where it names none, nothing is looked for."""

from specc.catalog.project import Project
from specc.check.settings import ALL, Settings, View, make_settings
from specc.pipeline.additions import NO_PLUGINS, Plugins


def plugins_of(names: tuple[str, ...]) -> Plugins:
    """The plugins of these names. Raises `PluginError`. Where there are none, nothing is looked for."""
    if not names:
        return NO_PLUGINS
    from specc.pipeline.plugging import load_plugins

    return load_plugins(names)


def settings_of(project: Project, view: View = ALL) -> Settings:
    """The settings of a project, with the rules of its plugins."""
    return make_settings(project, view, plugins_of(project.plugins).rules)
