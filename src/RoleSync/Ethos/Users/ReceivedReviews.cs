namespace RoleSync.Ethos.Users;

/// <summary>The reviews that a user has received, by what they say; a part is null where it is missing.</summary>
internal readonly record struct ReceivedReviews(double? Positive, double? Neutral, double? Negative);
