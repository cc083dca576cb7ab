pub async fn page() {}
pub async fn make() {}
pub async fn revoke() {}
