"""``python -m core.serve PID scheduler``: a helper process of ``lianzhan serve``, which dies with it."""

import sys

from core.serve.service import die_with_parent

if __name__ == "__main__":
    die_with_parent(int(sys.argv.pop(1)))

    from core.cli import main  # imported late: the watch must stand before anything slow begins

    main()
