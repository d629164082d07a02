"""`{% load programadas %}`: entries of the schedule in words."""

from django import template

from dashboard import formats, labels, schedule_words

register = template.Library()

register.filter("entry_label", labels.entry_label)
register.filter("when_words", schedule_words.when_words)
register.filter("clock_words", schedule_words.clock_words)
register.filter("outcome_words", schedule_words.outcome_words)
register.filter("day_and_clock", formats.day_and_clock)
register.filter("run_title", schedule_words.run_title)
