using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Planning;

/// <summary>Registers the first phase of a run.</summary>
internal static class PlanningServices
{
    public static IServiceCollection AddPlanning(this IServiceCollection services) => services
        .AddSingleton<PagePlanner>()
        .AddSingleton<UnknownRetry>()
        .AddSingleton<PassClosing>()
        .AddSingleton<PlanClosing>()
        .AddSingleton<UndoPlanning>()
        .AddSingleton<FollowUpPlanning>()
        .AddSingleton<PlanningPhase>()
        .AddSingleton<WhatIfPlanner>();
}
