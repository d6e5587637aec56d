"""Asking what would be, of facts that are at hand: in a process of its own, which reads on at every question."""

import asyncio
import signal
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from services.auditor.replay.log import Log
from services.auditor.whatif.answering import Answer, Question, answer
from services.auditor.whatif.facts import MOST_EVENTS, Facts, TooManyFacts

LIMIT = 60.0
"""Seconds until an answer is no longer waited for."""


class NoAnswer(RuntimeError):
    """It took too long, or the process that holds the facts is gone; the next question starts another."""


def what_if(log: Log, question: Question, most: int = MOST_EVENTS) -> Answer:
    """The answer from all facts in the topics now; blocks.

    Args:
        most: pieces of evidence that are held in memory.

    Raises:
        ChangesInvalid, NotJudged, TooManyFacts
        aiokafka.errors.KafkaError: the broker does not answer, or a topic does not exist.
    """
    facts = Facts(log, most)
    asyncio.run(facts.read_on())
    return answer(facts, question)


class Desk:
    """One question at a time. The facts are read at the first one and kept for the others.

    Args:
        most: pieces of evidence that are held in memory.
        limit: seconds that a question may take, reading among them.
    """

    def __init__(self, log: Log, most: int = MOST_EVENTS, limit: float = LIMIT) -> None:
        self._log, self._most, self._limit = log, most, limit
        self._turn = asyncio.Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    async def ask(self, question: Question) -> Answer:
        """What would be.

        Raises:
            ChangesInvalid, NotJudged, TooManyFacts
            NoAnswer: it took too long, or the broker does not answer.
        """
        async with self._turn:
            line = self._line or self._open()
            try:
                async with asyncio.timeout(self._limit):
                    said = await asyncio.to_thread(_exchange, line, question)
            except (TimeoutError, OSError, EOFError) as error:
                self._leave()
                raise NoAnswer(repr(error)) from error
            except asyncio.CancelledError:
                self._leave()
                raise
        if isinstance(said, Answer):
            return said
        raise said

    def _open(self) -> Connection:
        context = get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, self._log, self._most), daemon=True)
        self._process.start()
        theirs.close()
        return self._line

    def _leave(self) -> None:
        """The process may be in the middle of something: it holds nothing that is not in the log."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None


def _exchange(line: Connection, question: Question) -> Answer | Exception:
    line.send(question)
    said: Answer | Exception = line.recv()
    return said


def serve(line: Connection, log: Log, most: int) -> None:
    """Answer whatever comes down the line until its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that asks
    facts = Facts(log, most)
    with suppress(EOFError):
        while True:
            question: Question = line.recv()
            try:
                asyncio.run(facts.read_on())
                line.send(answer(facts, question))
            except TooManyFacts as error:
                facts = Facts(log, most)
                line.send(error)
            except ValueError as error:
                line.send(error)
            except Exception as error:
                facts = Facts(log, most)
                line.send(NoAnswer(repr(error)))
