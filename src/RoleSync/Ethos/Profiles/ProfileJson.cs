using System.Text.Json.Serialization;

namespace RoleSync.Ethos.Profiles;

/// <summary>The body of <c>POST /activities/profile/received</c>.</summary>
internal sealed record ReviewsWire(string Userkey, string[] Filter, OrderWire OrderBy, int Limit);

/// <summary>In which order.</summary>
internal sealed record OrderWire(string Field, string Direction);

/// <summary>The shapes that are sent, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReviewsWire))]
internal sealed partial class ProfileJson : JsonSerializerContext;
