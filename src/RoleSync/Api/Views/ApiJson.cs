using System.Text.Json.Serialization;
using RoleSync.Diagnosis;

namespace RoleSync.Api.Views;

/// <summary>The shapes of all answers, generated at compile time: the service writes them, the command line reads them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OldError))]
[JsonSerializable(typeof(TriggerAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(StopAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(NotReadyAnswer))]
[JsonSerializable(typeof(LimitsReport))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunPageView))]
[JsonSerializable(typeof(RunDetailView))]
[JsonSerializable(typeof(ChangePageView))]
[JsonSerializable(typeof(ChangeHistoryView))]
[JsonSerializable(typeof(DoctorView))]
[JsonSerializable(typeof(WhyView))]
[JsonSerializable(typeof(VerifyView))]
[JsonSerializable(typeof(ForceAnswer))]
[JsonSerializable(typeof(RolesView))]
[JsonSerializable(typeof(WhatIfView))]
internal sealed partial class ApiJson : JsonSerializerContext;
