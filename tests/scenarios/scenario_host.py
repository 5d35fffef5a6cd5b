# SPDX-License-Identifier: MIT OR Apache-2.0
"""One index for all scenarios of a run: each has an address of its own below it, so that they share server and cache.

    /CATEGORY/NAME/INDEX/simple/PROJECT/   /CATEGORY/NAME/INDEX/files/FILE
"""

import re

from index_host import Answer, IndexHost, IndexPages, Shape
from scenario import Scenario
from scenario_files import files_by_index

PATH = re.compile(r"/([^/]+/[^/]+/[^/]+)(/.*)")


class ScenarioHost(IndexHost):
    def __init__(self):
        self.shelves: dict[str, IndexPages] = {}
        super().__init__(Shape())

    def address_of(self, scenario_id: str, index: str) -> str:
        return f"{self.origin}/{scenario_id}/{index}"

    def offer(self, scenario: Scenario) -> None:
        for index, files in files_by_index(scenario).items():
            pages = IndexPages(self.shape, self.address_of(scenario.id, index))
            pages.files = files
            self.shelves[f"{scenario.id}/{index}"] = pages

    def answer(self, path: str) -> Answer:
        match = PATH.fullmatch(path)
        pages = self.shelves.get(match[1]) if match else None
        return pages.answer(match[2]) if match and pages else Answer(404, b"no such index\n")
