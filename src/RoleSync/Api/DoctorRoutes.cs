using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Views;
using RoleSync.Diagnosis;

namespace RoleSync.Api;

/// <summary>What the doctor found, and a fresh examination.</summary>
internal static class DoctorRoutes
{
    public static void MapDoctor(this IEndpointRouteBuilder routes)
    {
        var doctor = routes.MapGroup("/doctor").WithTags("Doctor");
        doctor.MapGet("", Ok<DoctorView> (DoctorService service) => TypedResults.Ok(DoctorView.Of(service.Last)))
            .WithSummary("The last examination; without findings before the first.");
        doctor.MapPost("", async Task<Ok<DoctorView>> (DoctorService service, CancellationToken ct) => TypedResults.Ok(DoctorView.Of(await service.ExamineAsync(ct))))
            .WithSummary("Examines token, permissions, roles, Ethos, database, clock and webhook now, with at most ten calls.");
    }
}
