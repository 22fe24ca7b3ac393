"""How Jupyter serves this project, as `make lab` starts it: notebooks are saved
without outputs, so that opening and saving one is no change to git or to a report.
"""

from analysis.build.notebooks import before_save

c = get_config()  # noqa: F821  Jupyter puts it here
c.FileContentsManager.pre_save_hook = before_save
