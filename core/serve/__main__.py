"""``python -m core.serve scheduler``: a helper process of ``lianzhan serve``, which dies with it."""

from core.cli import main
from core.serve.service import die_with_parent

die_with_parent()
main()
