"""What the commands print for people: progress, problems, and a picture of a corpus."""

from graphapi.report.outcomes import print_exported
from graphapi.report.passed_over import why_no_articles
from graphapi.report.picture import print_picture
from graphapi.report.problems import ReportFormat, print_problems
from graphapi.report.progress import reading_progress, writing_progress
from graphapi.report.terminal import counted
from graphapi.report.timeline_chart import Interval

__all__ = [
    "Interval",
    "ReportFormat",
    "counted",
    "print_exported",
    "print_picture",
    "print_problems",
    "reading_progress",
    "why_no_articles",
    "writing_progress",
]
