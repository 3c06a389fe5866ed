"""What the commands print for people: progress, problems, and statistics of a corpus."""

from graphapi.report.corpus_statistics import print_statistics, statistics_as_json
from graphapi.report.export_summary import print_export_summary
from graphapi.report.problems import ReportFormat, print_changed_problems, print_problems
from graphapi.report.progress import reading_progress, writing_progress
from graphapi.report.skipped_files import explain_no_articles
from graphapi.report.terminal import counted
from graphapi.report.timeline_chart import Interval

__all__ = [
    "Interval",
    "ReportFormat",
    "counted",
    "explain_no_articles",
    "print_changed_problems",
    "print_export_summary",
    "print_problems",
    "print_statistics",
    "reading_progress",
    "statistics_as_json",
    "writing_progress",
]
