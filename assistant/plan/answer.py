"""A plan in short, as the answer to a question."""

from datetime import date

from assistant.citations import Quotation
from assistant.extractive import Group
from assistant.plan import wording
from assistant.plan.making import Planner
from assistant.plan.markdown import total_line, weeks_label
from assistant.plan.reading import request_in
from assistant.plan.records import Plan, PlannedStage, Statement
from assistant.plan.wishes import Wishes
from assistant.question import Question
from assistant.records import PlanRequest
from assistant.wording import SPACE
from index.search import Index


class Plans:
    """Answers wishes for plans. Immutable and shared by all users."""

    def __init__(self, planner: Planner, wishes: Wishes) -> None:
        self.planner = planner
        self._wishes = wishes

    def fits(self, question: Question, index: Index) -> bool:
        """Whether the wish is for a plan that can be made here."""
        return self._wishes.fits(question, index)

    def compose(self, question: Question, today: date) -> tuple[list[Group], PlanRequest]:
        """One group for the whole, one for each stage, and the request that the plan was made from.

        Labels hold what was reckoned, sentences are quoted. Raises AssistantFault for hours that cannot be planned
        with.
        """
        request, assumed = request_in(question, self.planner.roadmap, today)
        plan = self.planner.plan(request, today)
        return [
            _total(plan, self.planner, assumed),
            *(_stage(plan, stage, self.planner) for stage in plan.stages),
        ], request


def _total(plan: Plan, planner: Planner, assumed: tuple[str, ...]) -> Group:
    language = plan.request.language
    short = wording.TEXT[language]["short"].format(background=_capital(plan.background), total=total_line(plan))
    label = SPACE[language].join((short, *assumed, *plan.warnings))
    return Group(label=label, quotations=(_quotation(plan, planner, plan.total),) if plan.total else ())


def _stage(plan: Plan, stage: PlannedStage, planner: Planner) -> Group:
    say = wording.TEXT[plan.request.language]
    weeks = _capital(weeks_label(plan, stage.first_week, stage.last_week))
    label = say["short_stage"].format(weeks=weeks, name=stage.name, hours=stage.hours, basis=say[stage.basis])
    said = (stage.says[0], *(resource.description for resource in stage.resources[:1]))
    return Group(label=label, quotations=tuple(_quotation(plan, planner, statement) for statement in said))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _quotation(plan: Plan, planner: Planner, statement: Statement) -> Quotation:
    citation = plan.citations[statement.citation - 1]
    passage = planner.passages[citation.passage_id]
    start = passage.text.index(statement.text)
    return Quotation(places=((passage, start, start + len(statement.text)),))
