"""`/v1/overview` and `/v1/examples`: what can be asked here."""

from __future__ import annotations

from fastapi import APIRouter

from service.api.responses import faults
from service.api.state import Service
from service.overview import ExampleList, Overview

router = APIRouter(prefix="/v1", tags=["questions"])


@router.get("/overview", summary="What the archive holds, at a glance", responses=faults(503))
async def overview(service: Service) -> Overview:
    """Give the number of articles, their outlets and the time that they span."""
    return await service.read(service.overviews.overview)


@router.get("/examples", summary="Questions that have an answer here", responses=faults(503))
async def examples(service: Service) -> ExampleList:
    """Give a few questions read off the articles, each of which was found to have an answer."""
    return await service.read(service.overviews.examples)
