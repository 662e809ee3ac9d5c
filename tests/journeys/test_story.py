"""The story of the press makers, walked in the browser from the workbook to the resumption."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.enterprises import workbooks
from tests.enterprises.factories import uscc_number

PRESSES = ["恒力锻压机械有限公司", "宏锋压力机厂", "永轩锻压设备有限公司"]


def test_a_workbook_is_tried_out_corrected_and_taken_in(enter, worker, tmp_path):
    page = enter("officer")
    page.goto("/admin/")
    print(page.locator("body").inner_text()[:3000])
    page.goto("/admin/enterprises/importjob/add/")
    print(page.locator("body").inner_text()[:3000])
    assert 0
